// For another site: <script src="https://…/widget.js" defer></script> puts a button there that opens the chat in a frame.
(function () {
  "use strict";
  var home = new URL(document.currentScript.src);
  var dutch = !(document.documentElement.lang || "nl").startsWith("en");
  var open = dutch ? "Chat met Weerbaar Bestuur" : "Chat with Weerbaar Bestuur";
  var close = dutch ? "Sluit de chat" : "Close the chat";
  var button = document.createElement("button");
  var frame = null;
  button.type = "button";
  button.textContent = open;
  button.setAttribute("aria-expanded", "false");
  Object.assign(button.style, {
    position: "fixed", right: "1rem", bottom: "1rem", zIndex: 1000, minHeight: "2.75rem", padding: ".5rem 1rem",
    font: "700 1rem system-ui, sans-serif", color: "#fff", background: "#0b4f8a", border: "2px solid #fff",
    borderRadius: ".375rem", cursor: "pointer"
  });
  button.addEventListener("click", function () {
    if (frame) { frame.remove(); frame = null; }
    else {
      frame = document.createElement("iframe");
      frame.src = new URL("/chat?taal=" + (dutch ? "nl" : "en"), home).href;
      frame.title = open;
      frame.referrerPolicy = "no-referrer";
      Object.assign(frame.style, {
        position: "fixed", right: "1rem", bottom: "4.5rem", zIndex: 1000, width: "min(26rem, calc(100vw - 2rem))",
        height: "min(40rem, calc(100vh - 6rem))", border: "2px solid #0b4f8a", borderRadius: ".375rem", background: "#fff"
      });
      document.body.insertBefore(frame, button);
    }
    button.textContent = frame ? close : open;
    button.setAttribute("aria-expanded", String(Boolean(frame)));
  });
  document.body.append(button);
})();
