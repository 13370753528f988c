// What our page adds to the framework's front end, before its scripts run: the page's language
// instead of the browser's, the framework's own texts in it, and addresses that copy themselves.
(() => {
  "use strict";
  const TEXTS = FRAMEWORK_TEXTS;
  const LOCALES = { id: "id-ID", en: "en-GB" };

  // --- the language: that of the address, now and after every change of it ------------------------

  const findLanguage = () => {
    const asked = new URLSearchParams(location.search).get("lang");
    return asked in LOCALES ? asked : "id";
  };
  const answer = (name, find) =>
    Object.defineProperty(Navigator.prototype, name, { get: find, configurable: true });
  answer("language", () => LOCALES[findLanguage()]);
  answer("languages", () => [LOCALES[findLanguage()], findLanguage()]);

  let spoken = findLanguage();
  const look = () => {
    if (findLanguage() === spoken) return;
    spoken = findLanguage();
    document.documentElement.lang = spoken;
    window.dispatchEvent(new Event("languagechange"));
    speakAll(document);
  };
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name];
    history[name] = function (...parts) {
      const result = change.apply(this, parts);
      look();
      return result;
    };
  }
  window.addEventListener("popstate", look);

  // --- fonts: the whole one of all icons is not fetched beside ours, which has those that are shown ---

  const fonts = Object.getPrototypeOf(document.fonts);
  const load = fonts.load;
  fonts.load = function (font, ...rest) {
    return /Material Symbols/.test(font) ? Promise.resolve([]) : load.call(this, font, ...rest);
  };

  // --- the framework's own texts ------------------------------------------------------------------

  const NAMES = ["aria-label", "title", "placeholder"];
  const PARTS = TEXTS.parts.map(([english, other]) => [new RegExp(`^${english}$`), other]);
  // What somebody else wrote stands in these; the framework writes none of its own texts there.
  const FOREIGN = ".stMarkdown, .stHtml, .stHeading, [data-testid=stCaptionContainer], [data-testid=stDataFrameGlideDataEditor], iframe, textarea, script, style";
  const originals = new WeakMap();

  const translate = (text) => {
    const bare = text.trim();
    if (!bare || bare.length > 160) return text;
    if (Object.hasOwn(TEXTS.whole, bare)) return text.replace(bare, () => TEXTS.whole[bare]);
    for (const [pattern, other] of PARTS) if (pattern.test(bare)) return text.replace(bare, bare.replace(pattern, other));
    return text;
  };
  // A text is kept with what it was, so that it can be told in English again.
  const speak = (holder, key, read, write) => {
    const kept = originals.get(holder) || {};
    const now = read();
    if (now === null) return;
    const source = kept[key] && kept[key].told === now ? kept[key].source : now;
    const told = spoken === "id" ? translate(source) : source;
    if (told === now) return;
    kept[key] = { source, told };
    originals.set(holder, kept);
    write(told);
  };
  const speakText = (node) => {
    const around = node.parentElement;
    if (around && !around.closest(FOREIGN)) speak(node, "text", () => node.data, (told) => { node.data = told; });
  };
  const speakNames = (element) => {
    for (const name of NAMES) if (element.hasAttribute(name) && !element.closest(FOREIGN)) speak(element, name, () => element.getAttribute(name), (told) => element.setAttribute(name, told));
  };
  const speakAll = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return speakText(root);
    if (root.nodeType === Node.ELEMENT_NODE) speakNames(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) {
      if (walker.currentNode.nodeType === Node.TEXT_NODE) speakText(walker.currentNode);
      else speakNames(walker.currentNode);
    }
  };
  new MutationObserver((changes) => {
    if (spoken !== "id") return;
    for (const change of changes) {
      if (change.type === "characterData") speakText(change.target);
      else if (change.type === "attributes") speakNames(change.target);
      else change.addedNodes.forEach(speakAll);
    }
  }).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES });

  // --- addresses that are copied by a click -------------------------------------------------------

  const copy = async (text) => {
    if (window.isSecureContext && navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without TLS browsers have only the old way.
    const field = document.createElement("textarea");
    field.value = text;
    field.style.cssText = "position:fixed;opacity:0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("not copied");
  };
  /* Milliseconds for which it is told that an address was copied. */
  const TOLD = 4000;
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-copied]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Not what it says meanwhile, if it is pressed again.
    const label = (link.dataset.label ??= link.textContent);
    copy(link.href).then(
      () => {
        link.textContent = link.dataset.copied;
        setTimeout(() => { link.textContent = label; }, TOLD);
      },
      // Where nothing can be copied the link is a link.
      () => location.assign(link.href),
    );
  });
})();
