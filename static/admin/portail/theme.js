// Habits of the admin theme that the content policy refuses, done without inline style.
// htmx: its indicator style is not used here.
htmx.config.includeIndicatorStyles = false;
// Alpine: the bar of actions takes its width from pages.css, not from a bound style attribute.
document.addEventListener("alpine:init", () => {
  document.querySelectorAll("#changelist-actions").forEach((barre) => barre.removeAttribute("x-bind:style"));
});
// Rows added to a list are written as text from a hidden model row: empty style attributes must not go with it.
document.addEventListener("click", (clic) => {
  const lot = clic.target instanceof Element && clic.target.closest(".formset");
  if (!lot) return;
  lot.querySelectorAll(":scope > .empty-form [style]").forEach((element) => element.removeAttribute("style"));
}, true);
