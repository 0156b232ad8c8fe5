/* Shortcuts of the moderation screen: j and k change of offer, a and r move the focus. Nothing is decided by a key. */
(function () {
  "use strict";
  var CIBLES = { j: "[data-suivante]", k: "[data-precedente]", a: "[data-accepter]", r: "[data-refuser]" };
  document.addEventListener("keydown", function (evenement) {
    if (evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(evenement.target.tagName)) return;
    var cible = CIBLES[evenement.key] && document.querySelector("[data-moderation] " + CIBLES[evenement.key]);
    if (!cible) return;
    evenement.preventDefault();
    if (cible.href) location.assign(cible.href); else cible.focus();
  });
})();
