/* « Utiliser ma position » : the coordinates go to this site only, which answers with the nearest commune.
   Nothing is kept before the form is sent. */
(function () {
  "use strict";
  var zone = document.querySelector("[data-position]");
  if (!zone || !navigator.geolocation || !window.isSecureContext) return;
  var bouton = zone.querySelector("button"), message = zone.querySelector("[role=status]");
  var formulaire = zone.closest("form"), champ = formulaire.querySelector("[data-completion]");
  zone.hidden = false;

  function dire(texte) { message.textContent = texte; bouton.disabled = false; }

  function demander(position) {
    var corps = new FormData();
    corps.append("latitude", position.coords.latitude.toFixed(3));
    corps.append("longitude", position.coords.longitude.toFixed(3));
    corps.append("csrfmiddlewaretoken", formulaire.querySelector("[name=csrfmiddlewaretoken]").value);
    fetch(zone.dataset.position, { method: "POST", body: corps, headers: { Accept: "application/json" } })
      .then(function (reponse) { return reponse.json(); })
      .then(function (trouve) {
        if (trouve.erreur) return dire(trouve.erreur);
        champ.value = trouve.libelle;
        dire("Commune trouvée : " + trouve.libelle + ". Enregistrez pour la garder.");
      })
      .catch(function () { dire("Votre position n'a pas pu être lue. Indiquez votre commune."); });
  }

  bouton.addEventListener("click", function () {
    bouton.disabled = true;
    message.textContent = "Recherche de votre position…";
    navigator.geolocation.getCurrentPosition(demander, function () {
      dire("Votre appareil n'a pas donné de position. Indiquez votre commune.");
    }, { timeout: 10000, maximumAge: 600000 });
  });
})();
