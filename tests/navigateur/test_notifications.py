"""The worker's own screen: a push delivered by DevTools shows a notification, and only our addresses open."""

import json

import pytest

pytestmark = pytest.mark.navigateur


def test_un_message_recu_devient_une_notification(chromium, site):
    contexte = chromium.new_context(base_url=site, permissions=["notifications"])
    page = contexte.new_page()
    page.goto("/hors-ligne/")
    page.evaluate("navigator.serviceWorker.register('/sw.js', {scope: '/'}).then(() => navigator.serviceWorker.ready)")
    outils = contexte.new_cdp_session(page)
    versions: list[dict] = []
    outils.on("ServiceWorker.workerRegistrationUpdated", lambda e: versions.extend(e["registrations"]))
    outils.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    charge = {"title": "Une semaine à l'atelier", "body": "Angers · 2 places", "tag": "offre-1"}
    charge["url"] = "https://autre.example/"
    outils.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": site, "registrationId": versions[0]["registrationId"], "data": json.dumps(charge)},
    )
    page.wait_for_timeout(800)
    montrees = page.evaluate(
        "navigator.serviceWorker.ready.then(r => r.getNotifications())"
        ".then(ns => ns.map(n => ({titre: n.title, corps: n.body, tag: n.tag, url: n.data.url})))"
    )
    assert montrees == [
        {"titre": "Une semaine à l'atelier", "corps": "Angers · 2 places", "tag": "offre-1", "url": f"{site}/"}
    ]
    contexte.close()
