// What a screen reader needs and the admin theme leaves out: landmarks, names of fields in tables and of searched lists.
(() => {
  const nommer = (selecteur, nom) =>
    document.querySelectorAll(selecteur).forEach((element) => element.setAttribute("aria-label", nom));

  // Label of a field, or heading of its column when it stands in a table.
  const libelle = (champ) => {
    const etiquette = champ.id && document.querySelector(`label[for="${CSS.escape(champ.id)}"]`);
    if (etiquette) return etiquette.textContent.trim().replace(/\s*\*$/, "");
    const cellule = champ.closest("td");
    const rang = cellule ? [...cellule.parentElement.children].indexOf(cellule) : -1;
    const titre = cellule && cellule.closest("table")?.querySelector("thead tr")?.children[rang];
    return titre ? titre.textContent.trim() : "";
  };

  const nommerLesChamps = (racine) => {
    racine.querySelectorAll("td input:not([type=hidden]), td select, td textarea").forEach((champ) => {
      if (champ.labels?.length || champ.hasAttribute("aria-label")) return;
      const nom = libelle(champ);
      if (nom) champ.setAttribute("aria-label", nom);
    });
    racine.querySelectorAll("select.select2-hidden-accessible").forEach((liste) => {
      const nom = libelle(liste) || liste.getAttribute("aria-label");
      const boite = liste.nextElementSibling;
      if (!nom || !boite) return;
      boite.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]").forEach((zone) => {
        const texte = zone.textContent.trim();
        zone.removeAttribute("aria-labelledby");
        zone.setAttribute("aria-label", texte ? `${nom} : ${texte}` : nom);
      });
    });
    racine.querySelectorAll("thead th").forEach((titre) => {
      if (titre.textContent.trim() || titre.children.length) return;
      const lu = document.createElement("span");
      lu.className = "lecteur";
      lu.textContent = "Suppression";
      titre.append(lu);
    });
  };

  window.addEventListener("load", () => {
    const page = document.getElementById("main") ?? document.getElementById("page");
    page?.setAttribute("role", "main");
    nommer("#nav-sidebar-inner", "Rubriques");
    nommer("#tabs-items", "Onglets de la fiche");
    document.querySelectorAll(".simplebar-content-wrapper").forEach((zone, rang) => {
      zone.setAttribute("aria-label", `Zone défilante ${rang + 1}`);
    });
    document.querySelectorAll("ul.object-tools").forEach((outils) => {
      if (![...outils.children].every((enfant) => enfant.tagName === "LI")) outils.setAttribute("role", "group");
    });
    nommerLesChamps(document);
  });
  document.addEventListener("formset:added", (ajout) => nommerLesChamps(ajout.target.closest("table") ?? document));
  document.addEventListener("change", (choix) => {
    if (choix.target.matches?.("select.select2-hidden-accessible")) nommerLesChamps(choix.target.parentElement);
  });
})();
