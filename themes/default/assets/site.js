// What the pages do beyond being read. Everything here is a comfort: without it the site is whole.
(function () {
  "use strict";

  // Opened from disk there is no server to find a folder's index.html.
  if (location.protocol === "file:") {
    document.addEventListener("click", function (event) {
      var link = event.target.closest && event.target.closest("a[href]");
      if (!link || link.protocol !== "file:" || !link.pathname.endsWith("/")) return;
      event.preventDefault();
      location.href = link.pathname + "index.html" + link.search + link.hash;
    });
  }
})();
