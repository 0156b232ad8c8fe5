// Two habits of the admin theme that the content policy refuses, done without inline style.
// htmx: its indicator style is not used here.
htmx.config.includeIndicatorStyles = false;
// Alpine: the bar of actions takes its width from pages.css, not from a bound style attribute.
document.addEventListener("alpine:init", () => {
  document.querySelectorAll("#changelist-actions").forEach((barre) => barre.removeAttribute("x-bind:style"));
});
