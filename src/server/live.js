// Follows the page that is open: another page is loaded, another style is swapped in, and a problem is
// shown over the page until it is mended. Only the development server adds this; no site has it.
(() => {
  "use strict";

  const SCROLL = "hindsite:scroll";
  const timing = performance.getEntriesByType("navigation")[0]?.serverTiming ?? [];
  let had = timing.find((entry) => entry.name === "hindsite")?.description ?? "";
  let source = null;
  let overlay = null;

  function connect() {
    if (source || document.visibilityState !== "visible") return;
    source = new EventSource(`/_hindsite/events?had=${had}&page=${location.pathname}`);
    source.addEventListener("reload", reload);
    source.addEventListener("style", (event) => restyle(...event.data.split(" ")));
    source.addEventListener("problem", (event) => show(JSON.parse(event.data)));
    source.addEventListener("well", hide);
    // A server that is gone may come back; the browser itself gives up on a refusal.
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      disconnect();
      setTimeout(connect, 1000);
    });
  }

  // A browser opens six connections to a host and no more, so pages out of sight do not hold one.
  function disconnect() {
    source?.close();
    source = null;
  }

  function reload() {
    disconnect();
    try {
      sessionStorage.setItem(SCROLL, JSON.stringify([location.pathname, scrollX, scrollY]));
    } catch {
      // Without storage the browser's own memory of the place has to do.
    }
    location.reload();
  }

  function restore() {
    try {
      const [path, x, y] = JSON.parse(sessionStorage.getItem(SCROLL) ?? "[]");
      sessionStorage.removeItem(SCROLL);
      if (path === location.pathname) scrollTo({ left: x, top: y, behavior: "instant" });
    } catch {
      // See above.
    }
  }

  function restyle(digest, before, after) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet"]')];
    const link = links.find((link) => link.href.endsWith(`/${before}`));
    if (!link) return reload();
    const next = link.cloneNode();
    next.href = new URL(after, link.href).href;
    next.addEventListener("load", () => link.remove());
    next.addEventListener("error", reload);
    link.after(next);
    had = digest;
  }

  function show(text) {
    hide();
    overlay = document.createElement("hindsite-problem");
    overlay.setAttribute("role", "alert");
    const root = overlay.attachShadow({ mode: "open" });
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/_hindsite/live.css" });
    const box = document.createElement("div");
    box.className = "problem";
    const title = document.createElement("p");
    title.textContent = "This is the last good version. The site cannot be built from what was saved since:";
    const report = document.createElement("pre");
    report.textContent = text;
    const close = document.createElement("button");
    close.textContent = "Hide";
    close.addEventListener("click", hide);
    box.append(title, report, close);
    root.append(style, box);
    document.documentElement.append(overlay);
  }

  function hide() {
    overlay?.remove();
    overlay = null;
  }

  document.addEventListener("visibilitychange", () =>
    document.visibilityState === "visible" ? connect() : disconnect(),
  );
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  restore();
  addEventListener("load", restore);
  connect();
})();
