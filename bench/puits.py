"""A mail server and a push service that take everything and keep nothing (``python -m bench.puits SMTP HTTP``)."""

import asyncio
import sys


async def parler(lecteur: asyncio.StreamReader, plume: asyncio.StreamWriter) -> None:
    plume.write(b"220 puits\r\n")
    try:
        while ligne := await lecteur.readline():
            mot = ligne[:4].upper()
            if mot == b"EHLO":
                plume.write(b"250-puits\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            elif mot == b"DATA":
                plume.write(b"354 allez\r\n")
                await lecteur.readuntil(b"\r\n.\r\n")
                plume.write(b"250 pris\r\n")
            elif mot == b"QUIT":
                plume.write(b"221 adieu\r\n")
                break
            else:
                plume.write(b"250 bien\r\n")
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        plume.close()


async def prendre(lecteur: asyncio.StreamReader, plume: asyncio.StreamWriter) -> None:
    """HTTP/1.1 on a kept line: 201 to every request."""
    try:
        while entetes := await lecteur.readuntil(b"\r\n\r\n"):
            longueur = next(ligne for ligne in entetes.lower().split(b"\r\n") if ligne.startswith(b"content-length:"))
            await lecteur.readexactly(int(longueur.split(b":")[1]))
            plume.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        plume.close()


async def servir() -> None:
    courriel = await asyncio.start_server(parler, "127.0.0.1", int(sys.argv[1]))
    push = await asyncio.start_server(prendre, "127.0.0.1", int(sys.argv[2]))
    async with courriel, push:
        await asyncio.gather(courriel.serve_forever(), push.serve_forever())


if __name__ == "__main__":
    asyncio.run(servir())
