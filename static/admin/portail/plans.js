// A stop dragged onto a slot fills the hidden form and sends it: the server verifies. The form beside does the same by keyboard.
(() => {
  "use strict";
  const page = document.querySelector("[data-plan]");
  if (!page) return;
  const refus = page.querySelector(".plan-refus");
  if (refus) refus.focus();
  const form = page.querySelector("[data-glisser]");
  if (!form) return;
  let tenue = null;

  page.addEventListener("dragstart", (e) => {
    const etape = e.target.closest("[data-demande]");
    if (!etape) return;
    tenue = etape.dataset.demande;
    e.dataTransfer.effectAllowed = "move";
    e.dataTransfer.setData("text/plain", tenue);
  });
  page.addEventListener("dragend", () => {
    tenue = null;
    page.querySelectorAll(".survol").forEach((c) => c.classList.remove("survol"));
  });
  page.addEventListener("dragover", (e) => {
    const visee = e.target.closest(".plan-case");
    if (!tenue || !visee) return;
    e.preventDefault();
    page.querySelectorAll(".survol").forEach((c) => c !== visee && c.classList.remove("survol"));
    visee.classList.add("survol");
  });
  page.addEventListener("drop", (e) => {
    const visee = e.target.closest(".plan-case");
    if (!tenue || !visee) return;
    e.preventDefault();
    form.elements.demande.value = tenue;
    for (const nom of ["bus", "jour", "creneau"]) form.elements[nom].value = visee.dataset[nom];
    form.submit();
  });
})();
