"""A mail server in a process of its own: ``python -m tests.pannes.faux_smtp PORT FOLDER``.

It answers as ``FOLDER/mode`` says (« bien », « lent 0.5 », « refuse », « coupe », « 451 ») and writes each message that
it took in ``FOLDER/recus``, one line of recipient and Message-ID, before it says so.
"""

import asyncio
import re
import sys
from itertools import count
from pathlib import Path

DOSSIER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()
NUMEROS = count(1)


def mode() -> list[str]:
    return (DOSSIER / "mode").read_text().split() or ["bien"]


async def recevoir(lecteur: asyncio.StreamReader, destinataire: str) -> str | None:
    """Take a message; the answer, or ``None`` to hang up."""
    corps = await lecteur.readuntil(b"\r\n.\r\n")
    numero, [nom, *reste] = next(NUMEROS), mode()
    if nom == "lent":
        await asyncio.sleep(float(reste[0]))
    if nom == "coupe" and numero % 7 == 0:
        return None
    if nom == "451" and numero % 3 == 0:
        return "451 plus tard"
    trouve = re.search(rb"^Message-ID: (\S+)", corps, re.M)
    with (DOSSIER / "recus").open("a") as recus:
        recus.write(f"{destinataire} {trouve.group(1).decode() if trouve else '?'}\n")
    if nom == "coupe" and numero % 11 == 0:
        return None  # taken, and the answer is lost
    return "250 pris"


async def parler(lecteur: asyncio.StreamReader, plume: asyncio.StreamWriter) -> None:
    destinataire = ""
    plume.write(b"220 essai\r\n" if mode()[0] != "refuse" else b"421 ferme\r\n")
    try:
        while ligne := (await lecteur.readline()).decode().strip():
            mot = ligne[:4].upper()
            reponse: str | None = "250 bien"
            if mode()[0] == "refuse":
                reponse = "421 ferme"
            elif mot == "EHLO":
                reponse = "250-essai\r\n250-PIPELINING\r\n250 8BITMIME"
            elif mot == "RCPT":
                destinataire = ligne.partition("<")[2].partition(">")[0]
                reponse = "550 inconnu" if destinataire.startswith("inconnu") else reponse
            elif mot == "DATA":
                plume.write(b"354 allez\r\n")
                reponse = await recevoir(lecteur, destinataire)
            if reponse is None:
                break
            plume.write(f"{reponse}\r\n".encode())
            await plume.drain()
            if mot == "QUIT":
                break
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        plume.close()


async def servir() -> None:
    serveur = await asyncio.start_server(parler, "127.0.0.1", int(sys.argv[1]))
    async with serveur:
        await serveur.serve_forever()


if __name__ == "__main__":
    asyncio.run(servir())
