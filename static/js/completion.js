/* Place completion for <input data-completion="/api/v1/communes/">: an ARIA 1.2 combobox over the public API.
   Without this file the field stays a plain text field that the server understands.
   data-completion-code="id" names a hidden field that receives the INSEE code of the place chosen.
   Any other list of {libelle, detail, adresse} works too: a choice with an address goes there, unless the field has
   data-completion-sur-place; data-completion-nom says what is proposed ("métier"). */
(function () {
  "use strict";
  var ATTENTE = 150, MINIMUM = 2;

  function equiper(champ, rang) {
    var boite = document.createElement("div");
    boite.style.position = "relative";
    champ.before(boite);
    boite.append(champ);
    var nom = champ.dataset.completionNom || "commune";
    var feminin = nom === "commune" ? "e" : "";
    var liste = document.createElement("ul");
    liste.id = (champ.id || "completion-" + rang) + "-liste";
    liste.className = "suggestions";
    liste.setAttribute("role", "listbox");
    liste.setAttribute("aria-label", nom.charAt(0).toUpperCase() + nom.slice(1) + "s proposé" + feminin + "s");
    liste.hidden = true;
    boite.append(liste);
    champ.setAttribute("role", "combobox");
    champ.setAttribute("aria-autocomplete", "list");
    champ.setAttribute("aria-expanded", "false");
    champ.setAttribute("aria-controls", liste.id);
    champ.setAttribute("autocomplete", "off");
    var code = document.getElementById(champ.dataset.completionCode || "");
    var etat = { places: [], actif: -1, minuteur: 0, appel: null, dernier: champ.value };

    function annoncer(texte) {
      var zone = document.getElementById("annonce");
      if (zone) zone.textContent = texte;
    }

    function codes(tous) {
      return tous.slice(0, 2).join(", ") + (tous.length > 2 ? "…" : "");
    }

    function fermer() {
      liste.hidden = true;
      etat.actif = -1;
      champ.setAttribute("aria-expanded", "false");
      champ.removeAttribute("aria-activedescendant");
    }

    function marquer(indice) {
      var options = liste.children;
      if (!options.length) return;
      if (etat.actif >= 0) options[etat.actif].setAttribute("aria-selected", "false");
      etat.actif = (indice + options.length) % options.length;
      var option = options[etat.actif];
      option.setAttribute("aria-selected", "true");
      champ.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    function choisir(indice) {
      var place = etat.places[indice];
      champ.value = etat.dernier = place.libelle;
      if (code) code.value = place.code_insee;
      fermer();
      if (place.adresse && !("completionSurPlace" in champ.dataset)) location.assign(place.adresse);
      champ.dispatchEvent(new CustomEvent("completion", { bubbles: true, detail: place }));
    }

    function montrer(places) {
      etat.places = places;
      liste.replaceChildren.apply(liste, places.map(function (place, indice) {
        var option = document.createElement("li");
        option.id = liste.id + "-" + indice;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        var titre = document.createElement("span");
        titre.textContent = place.libelle;
        var suite = document.createElement("span");
        suite.className = "doux petit";
        suite.textContent = place.ancienne_commune
          ? "ancienne commune : " + place.ancienne_commune
          : place.codes_postaux ? codes(place.codes_postaux) : place.detail || "";
        option.append(titre, suite);
        option.addEventListener("mousedown", function (evenement) { evenement.preventDefault(); });
        option.addEventListener("click", function () { choisir(indice); });
        return option;
      }));
      fermer();
      liste.hidden = !places.length;
      champ.setAttribute("aria-expanded", String(places.length > 0));
      var accord = " proposé" + feminin;
      annoncer(places.length ? places.length + " " + nom + (places.length > 1 ? "s" + accord + "s" : accord)
        : "Aucun" + feminin + " " + nom + accord);
    }

    function chercher() {
      var saisie = champ.value.trim();
      if (etat.appel) etat.appel.abort();
      if (saisie.length < MINIMUM) return fermer();
      etat.appel = new AbortController();
      fetch(champ.dataset.completion + "?q=" + encodeURIComponent(saisie.slice(0, 120)),
        { signal: etat.appel.signal, headers: { Accept: "application/json" } })
        .then(function (reponse) { return reponse.ok ? reponse.json() : { results: [] }; })
        .then(function (corps) { if (document.activeElement === champ) montrer(corps.results); })
        .catch(function () { /* aborted, or offline: the field stays a text field */ });
    }

    champ.addEventListener("input", function () {
      if (code) code.value = "";
      clearTimeout(etat.minuteur);
      etat.minuteur = setTimeout(chercher, ATTENTE);
    });
    champ.addEventListener("blur", function () { clearTimeout(etat.minuteur); fermer(); });
    champ.addEventListener("keydown", function (evenement) {
      if (evenement.key === "ArrowDown" || evenement.key === "ArrowUp") {
        evenement.preventDefault();
        if (liste.hidden) return chercher();
        var bas = evenement.key === "ArrowDown";
        marquer(etat.actif < 0 ? (bas ? 0 : -1) : etat.actif + (bas ? 1 : -1));
      } else if (evenement.key === "Enter" && !liste.hidden && etat.actif >= 0) {
        evenement.preventDefault();
        choisir(etat.actif);
      } else if (evenement.key === "Escape" && !liste.hidden) {
        evenement.preventDefault();
        fermer();
      }
    });
  }

  document.querySelectorAll("input[data-completion]").forEach(equiper);
})();
