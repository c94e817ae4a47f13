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

  // Copying: the address of a heading, the text of a block of code.
  if (navigator.clipboard) {
    document.querySelectorAll(".anchor").forEach(function (anchor) {
      anchor.addEventListener("click", function () {
        copy(anchor.href, anchor, "Copied");
      });
    });
    document.querySelectorAll(".prose pre").forEach(function (block) {
      var code = block.textContent;
      var frame = document.createElement("div");
      var button = document.createElement("button");
      frame.className = "code";
      button.className = "copy";
      button.type = "button";
      button.textContent = "Copy";
      block.replaceWith(frame);
      frame.append(block, button);
      button.addEventListener("click", function () {
        copy(code, button, "Copied");
      });
    });
  }

  function copy(text, element, word) {
    navigator.clipboard.writeText(text).then(function () {
      var before = element.textContent;
      if (before === word) return;
      element.textContent = word;
      setTimeout(function () {
        element.textContent = before;
      }, 1500);
    }, function () {});
  }

  // `j` and `k` walk down and up a list of incidents.
  document.addEventListener("keydown", function (event) {
    var step = { j: 1, k: -1 }[event.key];
    var typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (!step || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    var stops = Array.from(document.querySelectorAll("[data-stop]"));
    if (stops.length === 0) return;
    var at = stops.indexOf(document.activeElement);
    var next = at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step;
    if (stops[next]) stops[next].focus();
  });
})();
