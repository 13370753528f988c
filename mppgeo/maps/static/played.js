/* What the page around the map shows while the map shows another day than the page's own.
 *
 * Nodes with data-played get the figures of that day (day, count, areas,
 * coverage, last); what nobody can work out here gets a dash. The page's style
 * shows them, and puts aside what is of the page's day, as long as its root has
 * data-mpp-elsewhen.
 */
(function () {
  "use strict";

  const UNKNOWN = "–";
  const page = window.parent.document;
  const root = page.documentElement;

  function forget() {
    delete root.dataset.mppElsewhen;
    root.style.removeProperty("--mpp-elsewhen");
  }

  window.mppgeo.played = {
    isElsewhen: () => "mppElsewhen" in root.dataset,
    /* Figures by the name of their node, and a sentence on what is put aside; null = the page's day. */
    tell(figures, aside) {
      const was = this.isElsewhen();
      if (figures === null) {
        forget();
      } else {
        for (const node of page.querySelectorAll("[data-played]")) {
          const text = figures[node.dataset.played] || UNKNOWN;
          if (node.textContent !== text) node.textContent = text;
        }
        root.dataset.mppElsewhen = "";
        root.style.setProperty("--mpp-elsewhen", JSON.stringify(aside));
      }
      if (was !== (figures !== null)) window.mppgeo.present.wait();
    },
  };
  // A frame taken off the page must not leave its day behind.
  window.addEventListener("pagehide", forget);
})();
