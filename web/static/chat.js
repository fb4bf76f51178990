// Makes the pages live. Everything here also works without it, only slower.
(function () {
  "use strict";

  var body = document.body;
  if (window.self !== window.top) body.classList.add("ingebed");

  // Away at once: this page is replaced, so that "back" does not show it, and the session ends. Our other tabs go too.
  var leave = document.getElementById("weg");
  var leaving = false;
  var tabs = leave && window.BroadcastChannel ? new BroadcastChannel("weg") : null;
  function away() {
    if (tabs) tabs.postMessage("weg");
    var gone = new FormData(leave);
    gone.append("stil", "1");
    try { navigator.sendBeacon(leave.action, new URLSearchParams(gone)); } catch (error) { /* the cookie ends with the browser */ }
    vanish();
  }
  function vanish() {
    leaving = true;
    document.title = " ";
    body.hidden = true;
    var target = leave.dataset.naar || "about:blank";
    try { window.top.location.replace(target); } catch (error) { window.location.replace(target); }
  }
  if (tabs) tabs.addEventListener("message", vanish);
  if (leave) {
    leave.addEventListener("submit", function (event) { event.preventDefault(); away(); });
    var escapes = [];
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") { escapes = []; return; }
      escapes = escapes.filter(function (at) { return event.timeStamp - at < 2000; }).concat(event.timeStamp);
      if (escapes.length >= 3) away();
    });
  }
  // A page that comes back out of the browser's memory is asked for anew.
  window.addEventListener("pageshow", function (event) { if (event.persisted) window.location.reload(); });

  var summary = document.getElementById("fouten");
  if (summary) summary.focus();

  var form = document.getElementById("typ");
  if (!form || !window.WebSocket) return;
  var log = document.getElementById("gesprek");
  var text = form.elements.tekst;
  var choices = document.getElementById("keuzes");
  var state = document.getElementById("stand");
  var soon = document.getElementById("bijna");
  var words = form.dataset;
  var waiting = [];                 // what we sent and the server did not confirm: {id, text, item}
  var newest = Number(log.dataset.laatste);
  var socket = null, tries = 0, held = null, quiet = null, ended = false;

  function item(mine, content, number) {
    var line = document.createElement("li");
    var who = document.createElement("span");
    line.className = mine ? "u" : "wij";
    who.className = "stil";
    who.textContent = (mine ? words.u : words.wij) + " ";
    line.append(who, content);
    if (number) line.dataset.nummer = number;
    return line;
  }
  function place(line) {
    var number = Number(line.dataset.nummer);
    var later = Array.from(log.children).find(function (other) {
      return !other.dataset.nummer || Number(other.dataset.nummer) > number;
    });
    log.insertBefore(line, later || null);
  }
  function offer(options) {
    choices.replaceChildren();
    options.forEach(function (option) {
      var button = document.createElement("button");
      button.name = "keuze"; button.value = option; button.textContent = option; button.className = "rustig";
      choices.append(button);
    });
  }
  function show(turns) {
    var first = null;
    turns.forEach(function (turn) {
      var known = log.querySelector('[data-nummer="' + turn.n + '"]');
      if (known) return;
      var mine = waiting.findIndex(function (one) { return one.id === turn.id; });
      if (mine >= 0) waiting.splice(mine, 1)[0].item.remove();
      var own = turn.id && Array.from(log.children).find(function (line) { return line.dataset.id === turn.id; });
      if (own) own.remove();
      var line = item(turn.mine, turn.text, turn.n);
      place(line);
      if (!turn.mine) { first = first || line; offer(turn.choices); } else offer([]);
      newest = Math.max(newest, turn.n);
    });
    if (first && body.classList.contains("gevaar")) first.scrollIntoView({ block: "start" });
    else if (first) form.scrollIntoView({ block: "end" });
  }
  function tell(message) { state.textContent = message; }
  function live() { return socket && socket.readyState === WebSocket.OPEN; }

  function send(one) { socket.send(JSON.stringify({ t: "say", id: one.id, text: one.text })); }
  // A long text goes in pieces, as it is stored: a frame that is too long would break the line again and again.
  function say(content) {
    var signs = Array.from(content);
    for (var at = 0; at < signs.length; at += 4000) piece(signs.slice(at, at + 4000).join(""));
    form.scrollIntoView({ block: "end" });
    still();
  }
  function piece(content) {
    var id = window.crypto.randomUUID ? crypto.randomUUID() : String(Date.now()) + Math.random();
    var one = { id: id, text: content, item: item(true, content, 0) };
    one.item.classList.add("wacht");
    log.append(one.item);
    waiting.push(one);
    offer([]);
    if (live()) send(one); else tell(words.weg);
  }
  function heard(message) {
    if (message.t === "kept") {
      waiting.filter(function (one) { return one.id === message.id; }).forEach(function (one) {
        one.item.classList.remove("wacht");
        one.item.dataset.id = one.id;
        waiting.splice(waiting.indexOf(one), 1);
      });
    } else if (message.t === "turns") {
      if (message.danger) body.classList.add("gevaar");
      document.querySelectorAll("[data-noodnummer]").forEach(function (link) {
        if (link.dataset.noodnummer === message.number) return;
        link.dataset.noodnummer = message.number; link.href = "tel:" + message.number; link.textContent = message.call;
      });
      show(message.turns);
    } else if (message.t === "slow") {
      tell(message.text);
      clearTimeout(held);
      held = setTimeout(function () { if (live()) tell(words.goed); }, message.seconds * 1000);
    } else if (message.t === "again") {
      setTimeout(function () { if (live()) waiting.forEach(send); }, 3000);
    } else if (message.t === "over") {
      ended = true;
      if (waiting.length) plain(); else { leaving = true; window.location.replace(words.klaar); }
    }
  }
  function connect() {
    var address = new URL(words.lijn, window.location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address);
    socket.addEventListener("open", function () {
      tries = 0;
      socket.send(JSON.stringify({ t: "hello", after: newest }));
      waiting.forEach(send);
      tell(words.goed);
    });
    socket.addEventListener("message", function (event) { heard(JSON.parse(event.data)); });
    socket.addEventListener("close", function () {
      if (ended) return;
      tries += 1;
      tell(words.weg);
      var pause = Math.min(8000, 300 * Math.pow(2, tries)) * (0.5 + Math.random());
      if (tries > 3 && waiting.length) plain().then(function () { setTimeout(connect, pause); });
      else setTimeout(connect, pause);
    });
  }
  // Where no live line gets through, what waits is posted like the form does, under the same names: first in, first out.
  // A server that is away keeps nothing, so that this is tried again.
  function plain() {
    if (!waiting.length) { leaving = true; window.location.replace(form.action); return new Promise(function () {}); }
    var one = waiting[0], fields = new URLSearchParams();
    fields.set("token", form.elements.token.value);
    fields.set("id", one.id);
    fields.set("tekst", one.text);
    return fetch(form.action, { method: "POST", body: fields, redirect: "manual" }).then(function (answer) {
      if (answer.status === 409) { leaving = true; window.location.replace(words.klaar); return; }
      if (answer.type !== "opaqueredirect") return;
      waiting.shift();
      return plain();
    }, function () { /* nobody there */ });
  }
  window.addEventListener("beforeunload", function (event) { if (waiting.length && !leaving) event.preventDefault(); });
  form.addEventListener("submit", function (event) {
    var picked = event.submitter && event.submitter.name === "keuze" ? event.submitter.value : "";
    var content = picked || text.value.trim();
    event.preventDefault();
    if (!content) { text.focus(); return; }
    if (!picked) text.value = "";
    say(content);
    text.focus();
  });
  text.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });

  // Nobody wrote for a while: say that the session ends, and let the person stay.
  function still() {
    clearTimeout(quiet);
    soon.hidden = true;
    quiet = setTimeout(function () { soon.hidden = false; }, Math.max(60, Number(words.rust) - 120) * 1000);
  }
  soon.querySelector("button").addEventListener("click", function () {
    if (live()) socket.send(JSON.stringify({ t: "here" }));
    still();
    text.focus();
  });
  still();
  connect();
})();
