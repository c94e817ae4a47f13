// A built site in a browser: a server for its folder, and the pages worth looking at.
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".xml": "application/xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".txt": "text/plain",
};

/**
 * Serves a folder on a free port, under `prefix`, as a host of static files does; resolves to `{ origin, close }`.
 * With `compress`, as GitHub Pages compresses.
 */
export function serve(folder, { prefix = "/", compress = false } = {}) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    let file = join(root, path.startsWith(prefix) ? path.slice(prefix.length) : "../outside");
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    const found = file.startsWith(root) && existsSync(file);
    if (!found) file = join(root, "404.html");
    const headers = { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "cache-control": "max-age=600" };
    const text = compress && !/\.(png|jpg)$/.test(file);
    response.writeHead(found ? 200 : 404, text ? { ...headers, "content-encoding": "gzip" } : headers);
    if (text) response.end(gzipSync(readFileSync(file)));
    else createReadStream(file).pipe(response);
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      done({ origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() });
    });
  });
}

const CHROME = {
  executablePath: process.env.CHROME ?? process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic"],
};

/** The installed Chromium, or the one `CHROME` names. */
export function launch() {
  return chromium.launch(CHROME);
}

/** A browser whose own letters are so many pixels large, as readers set them: `rem` follows, in conditions too. */
export function launchLarge(letters, options) {
  const profile = mkdtempSync(join(tmpdir(), "hindsite-profile-"));
  mkdirSync(join(profile, "Default"));
  const webprefs = { default_font_size: letters, default_fixed_font_size: letters };
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify({ webkit: { webprefs } }));
  return chromium.launchPersistentContext(profile, { ...CHROME, ...options });
}

/** Waits until a page shows what it was asked for. */
export async function settled(page) {
  if (page.url().includes("?q=")) await page.locator(".found-list > li, .search-advice:not([hidden])").first().waitFor();
}

/** One page of each kind: `[name, path]`, as far as the site has it. */
export function kinds(folder) {
  const pages = [["home", "/"], ["incidents", "/incidents/"], ["404", "/no/such/page"]];
  const add = (name, path) => {
    if (existsSync(join(folder, path, "index.html"))) pages.push([name, path]);
  };
  for (const kind of ["services", "causes", "severities", "tags", "years"]) {
    add(kind, `/${kind}/`);
    const [first] = bySize(join(folder, kind));
    if (first) add(kind.replace(/ies$/, "y").replace(/s$/, ""), `/${kind}/${first}/`);
  }
  for (const report of ["", "causes/", "follow-ups/", "detection/", "trends/"]) add(`report-${report.replace("/", "")}`, `/reports/${report}`);
  add("search", "/search/");
  if (existsSync(join(folder, "search/index.html"))) {
    pages.push(["search-found", "/search/?q=database"], ["search-nothing", "/search/?q=qqqqqqqqqq"]);
  }
  const incidents = bySize(join(folder, "incidents"));
  if (incidents.length > 0) {
    add("incident-long", `/incidents/${incidents[0]}/`);
    add("incident", `/incidents/${incidents[Math.floor(incidents.length / 2)]}/`);
    add("incident-short", `/incidents/${incidents.at(-1)}/`);
  }
  return pages;
}

/** The folders in `folder`, largest page first. */
function bySize(folder) {
  if (!existsSync(folder)) return [];
  const page = (name) => join(folder, name, "index.html");
  const size = (name) => statSync(page(name)).size;
  return readdirSync(folder).filter((name) => existsSync(page(name))).sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1));
}
