// What a screen reader needs and the admin theme leaves out: landmarks, names of fields in tables and of searched lists.
(() => {
  let numero = 0;
  const nommer = (selecteur, nom) =>
    document.querySelectorAll(selecteur).forEach((element) => element.setAttribute("aria-label", nom));

  // The element that names a field: its label, or the heading of its column when it stands in a table.
  const titreDe = (champ) => {
    const etiquette = champ.id && document.querySelector(`label[for="${CSS.escape(champ.id)}"]`);
    const cellule = champ.closest("td");
    const rang = cellule ? [...cellule.parentElement.children].indexOf(cellule) : -1;
    const titre = etiquette || (cellule && cellule.closest("table")?.querySelector("thead tr")?.children[rang]);
    if (titre && !titre.id) titre.id = `titre-${(numero += 1)}`;
    return titre?.textContent.trim() ? titre : null;
  };

  const nommerLesListes = () => {
    document.querySelectorAll("select.select2-hidden-accessible").forEach((liste) => {
      const titre = titreDe(liste);
      const boite = liste.nextElementSibling;
      if (!titre || !boite) return;
      boite.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]").forEach((zone) => {
        // The name, then the text of the chosen line, which changes by itself.
        const choisi = boite.querySelector(".select2-selection__rendered");
        const suite = choisi && choisi.id && choisi !== zone ? ` ${choisi.id}` : "";
        zone.setAttribute("aria-labelledby", `${titre.id}${suite}`);
      });
    });
  };

  const nommerLesChamps = () => {
    document.querySelectorAll("td input:not([type=hidden]), td select, td textarea").forEach((champ) => {
      if (champ.labels?.length || champ.hasAttribute("aria-label")) return;
      const titre = titreDe(champ);
      if (titre) champ.setAttribute("aria-label", titre.textContent.trim());
    });
    document.querySelectorAll("thead th").forEach((titre) => {
      if (titre.textContent.trim() || titre.children.length) return;
      const lu = document.createElement("span");
      lu.className = "lecteur";
      lu.textContent = "Suppression";
      titre.append(lu);
    });
    nommerLesListes();
  };

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver((changements) => {
      const listes = changements.some(({ addedNodes }) =>
        [...addedNodes].some((noeud) => noeud.classList?.contains("select2-container")));
      if (listes) nommerLesListes();
    }).observe(document.body, { childList: true, subtree: true });
  });

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
    nommerLesChamps();
  });
  document.addEventListener("formset:added", nommerLesChamps);
})();
