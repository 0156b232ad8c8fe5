{% load static %}/* Shows the notifications, and a page of its own without a network. It keeps no page of the site. */
"use strict";
var RESERVE = "portail-v1";
var HORS_LIGNE = "{% url 'portail:hors_ligne' %}";
var PIECES = ["{% static 'css/portail.css' %}", "{% static 'js/portail.js' %}", "{% static 'img/favicon.svg' %}"];

self.addEventListener("install", function (evenement) {
  evenement.waitUntil(caches.open(RESERVE).then(function (reserve) { return reserve.addAll([HORS_LIGNE].concat(PIECES)); }).then(function () { return self.skipWaiting(); }));
});

self.addEventListener("activate", function (evenement) {
  evenement.waitUntil(caches.keys().then(function (noms) {
    return Promise.all(noms.filter(function (nom) { return nom !== RESERVE; }).map(function (nom) { return caches.delete(nom); }));
  }).then(function () { return self.clients.claim(); }));
});

self.addEventListener("fetch", function (evenement) {
  if (evenement.request.mode === "navigate") {
    evenement.respondWith(fetch(evenement.request).catch(function () { return caches.match(HORS_LIGNE); }));
  } else if (PIECES.indexOf(new URL(evenement.request.url).pathname) >= 0) {
    evenement.respondWith(fetch(evenement.request).catch(function () { return caches.match(evenement.request); }));
  }
});

function lire(evenement) {
  try { return evenement.data.json() || {}; } catch (e) { return {}; }
}

function surCeSite(adresse) {
  try {
    var complete = new URL(adresse || "/", self.location.origin);
    return complete.origin === self.location.origin ? complete.href : self.location.origin + "/";
  } catch (e) { return self.location.origin + "/"; }
}

self.addEventListener("push", function (evenement) {
  var message = lire(evenement);
  evenement.waitUntil(self.registration.showNotification(message.title || "Une nouvelle offre pour vous", {
    body: message.body || "Ouvrez le portail pour la voir.",
    tag: message.tag || undefined,
    icon: "{% static 'img/favicon.svg' %}",
    lang: "fr",
    data: { url: surCeSite(message.url) }
  }));
});

self.addEventListener("notificationclick", function (evenement) {
  evenement.notification.close();
  var adresse = surCeSite(evenement.notification.data && evenement.notification.data.url);
  evenement.waitUntil(self.clients.matchAll({ type: "window", includeUncontrolled: true }).then(function (fenetres) {
    var ouverte = fenetres.find(function (fenetre) { return fenetre.url === adresse; });
    return ouverte ? ouverte.focus() : self.clients.openWindow(adresse);
  }));
});
