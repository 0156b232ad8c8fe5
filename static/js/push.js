/* Notifications on this device: the button asks, the status says what is so. Without this file the block is hidden. */
(function () {
  "use strict";
  var bloc = document.querySelector("[data-push]");
  if (!bloc) return;
  var etat = bloc.querySelector("[data-push-etat]");
  var bouton = bloc.querySelector("[data-push-bouton]");
  var csrf = bloc.querySelector("[name=csrfmiddlewaretoken]");
  var PHRASES = {
    absent: "Ce navigateur ne sait pas afficher de notifications. Sur iPhone ou iPad, ajoutez d'abord le portail à l'écran d'accueil. Vos alertes arrivent par courriel.",
    refuse: "Les notifications de ce site sont bloquées. Pour les permettre, ouvrez les réglages du site dans votre navigateur, puis rechargez la page.",
    eteint: "Les notifications ne sont pas activées sur cet appareil.",
    allume: "Les notifications sont activées sur cet appareil.",
    attente: "Un instant…",
    panne: "Cela n'a pas marché. Vérifiez votre connexion, puis réessayez."
  };

  function montrer(nom, texte) {
    etat.textContent = texte || PHRASES[nom];
    bloc.dataset.etat = nom;
    bouton.hidden = nom === "absent" || nom === "refuse";
    bouton.disabled = nom === "attente";
    if (nom === "allume") bouton.textContent = "Désactiver sur cet appareil";
    if (nom === "eteint") bouton.textContent = "Activer les notifications sur cet appareil";
  }

  function cle() {
    var texte = bloc.dataset.cle.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(texte), function (c) { return c.charCodeAt(0); });
  }

  function dire(abonnement, geste) {
    var corps = Object.assign(abonnement.toJSON(), { geste: geste, jeton: bloc.dataset.jeton });
    return fetch(bloc.dataset.push, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf.value },
      body: JSON.stringify(corps)
    }).then(function (reponse) {
      if (reponse.ok) return;
      return reponse.json().catch(function () { return {}; }).then(function (dit) { throw new Error(dit.erreur || PHRASES.panne); });
    });
  }

  function activer(inscription) {
    return Notification.requestPermission().then(function (reponse) {
      if (reponse !== "granted") { montrer(reponse === "denied" ? "refuse" : "eteint"); return; }
      return inscription.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: cle() }).then(function (abonnement) {
        return dire(abonnement, "abonner").then(function () { montrer("allume"); }, function (erreur) {
          return abonnement.unsubscribe().then(function () { throw erreur; });
        });
      });
    });
  }

  function desactiver(abonnement) {
    return dire(abonnement, "desabonner").then(function () { return abonnement.unsubscribe(); }).then(function () { montrer("eteint"); });
  }

  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) { montrer("absent"); return; }
  if (Notification.permission === "denied") { montrer("refuse"); return; }
  navigator.serviceWorker.register(bloc.dataset.ouvrier, { scope: "/" }).then(function () { return navigator.serviceWorker.ready; }).then(function (inscription) {
    return inscription.pushManager.getSubscription().then(function (abonnement) {
      montrer(abonnement ? "allume" : "eteint");
      bouton.addEventListener("click", function () {
        montrer("attente");
        inscription.pushManager.getSubscription().then(function (actuel) {
          return actuel ? desactiver(actuel) : activer(inscription);
        }).catch(function (erreur) {
          inscription.pushManager.getSubscription().then(function (reste) {
            montrer(reste ? "allume" : "eteint", erreur.message === PHRASES.panne || !erreur.message ? PHRASES.panne : erreur.message);
          });
        });
      });
    });
  }).catch(function () { montrer("absent"); });
})();
