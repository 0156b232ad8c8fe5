/* The search of occupations, live. htmx replaces the list; this keeps what a replacement would lose: the facets that
   were open, the text of the search box, the focus. Without it the page is a plain form. */
(function () {
  "use strict";
  var liste = document.getElementById("liste");
  var champ = document.getElementById("q");
  if (!liste || !champ) return;
  var ouverts = null;

  document.body.addEventListener("htmx:beforeSwap", function (evenement) {
    if (evenement.detail.target !== liste) return;
    ouverts = {};
    liste.querySelectorAll("details[id]").forEach(function (d) { ouverts[d.id] = d.open; });
  });

  document.body.addEventListener("htmx:afterSettle", function (evenement) {
    if (evenement.detail.target !== liste || !ouverts) return;
    liste.querySelectorAll("details[id]").forEach(function (d) {
      if (d.id in ouverts) d.open = ouverts[d.id];
    });
    ouverts = null;
    var corps = liste.querySelector("[data-q]");
    if (corps && document.activeElement !== champ) champ.value = corps.dataset.q;
    var nombre = liste.querySelector(".resultats-nombre");
    var annonce = document.getElementById("annonce");
    /* portail.js has just announced the number; on another page the number is the same, so the page is said too. */
    var page = liste.querySelector(".pagination [aria-current]");
    if (nombre && annonce && page) {
      setTimeout(function () { annonce.textContent = nombre.textContent.trim() + ", " + page.textContent.trim().toLowerCase(); }, 150);
    }
    if (document.activeElement === document.body) document.getElementById("titre-resultats").focus({ preventScroll: true });
  });
})();
