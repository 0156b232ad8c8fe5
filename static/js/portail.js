/* Progressive enhancement only: every page works without this file. Loaded in <head>, so that the chosen theme is
   known before the first paint. */
(function () {
  "use strict";
  var racine = document.documentElement;
  racine.classList.add("js");
  if (navigator.geolocation && window.isSecureContext) racine.classList.add("position");
  var theme = null;
  try { theme = localStorage.getItem("theme"); } catch (e) { /* storage refused: the system's theme it is */ }
  if (theme === "clair" || theme === "sombre") racine.dataset.theme = theme;

  function sombre() {
    return racine.dataset.theme ? racine.dataset.theme === "sombre" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function annoncer(texte) {
    var zone = document.getElementById("annonce");
    if (!zone) return;
    zone.textContent = "";
    setTimeout(function () { zone.textContent = texte; }, 60);
  }

  function changerTheme(bouton) {
    racine.dataset.theme = sombre() ? "clair" : "sombre";
    try { localStorage.setItem("theme", racine.dataset.theme); } catch (e) { /* kept for this page only */ }
    nommerTheme(bouton);
    annoncer(sombre() ? "Thème sombre" : "Thème clair");
  }

  function nommerTheme(bouton) {
    bouton.setAttribute("aria-label", sombre() ? "Passer au thème clair" : "Passer au thème sombre");
  }

  function partager(lien) {
    var donnees = { title: lien.dataset.partager || document.title, url: lien.href };
    if (navigator.share) { navigator.share(donnees).catch(function () {}); return true; }
    if (!navigator.clipboard) return false;
    navigator.clipboard.writeText(lien.href).then(function () {
      var libelle = lien.querySelector("[data-libelle]");
      var avant = libelle.textContent;
      libelle.textContent = "Adresse copiée";
      annoncer("Adresse copiée");
      setTimeout(function () { libelle.textContent = avant; }, 3000);
    }, function () { location.href = lien.href; });
    return true;
  }

  document.addEventListener("click", function (evenement) {
    var cible = evenement.target.closest("[data-theme-bouton], [data-partager], [data-imprimer]");
    if (!cible) return;
    if (cible.hasAttribute("data-theme-bouton")) changerTheme(cible);
    else if (cible.hasAttribute("data-imprimer")) window.print();
    else if (partager(cible)) evenement.preventDefault();
  });

  document.addEventListener("DOMContentLoaded", function () {
    var bouton = document.querySelector("[data-theme-bouton]");
    if (bouton) nommerTheme(bouton);
    var resume = document.querySelector("[data-focus]");
    if (resume) resume.focus();
  });

  /* A fragment replaced by htmx says its own number of results; what was printed folded is unfolded. */
  document.addEventListener("htmx:afterSwap", function (evenement) {
    var nombre = evenement.target.querySelector && evenement.target.querySelector(".resultats-nombre");
    if (nombre) annoncer(nombre.textContent.trim());
  });
  /* What had the focus is gone with the fragment: go on from the title of the results, not from the top of the page. */
  document.addEventListener("htmx:afterSettle", function () {
    var titre = document.getElementById("titre-resultats");
    if (titre && document.activeElement === document.body) titre.focus({ preventScroll: true });
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.depli:not([open])").forEach(function (d) { d.open = true; d.dataset.imprime = ""; });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-imprime]").forEach(function (d) { d.open = false; delete d.dataset.imprime; });
  });
})();
