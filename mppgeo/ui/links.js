/* A link to another view of the page that is open changes the address and nothing is loaded anew: the
   page asks its server for the view, as it does for the browser's own "back". */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="?"]:not([target="_blank"])');
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  window.dispatchEvent(new PopStateEvent("popstate"));
});

/* What was put away on the first visit stays so. */
const SEEN = "mppgeo-first-steps";
const toured = () => document.documentElement.toggleAttribute("data-mpp-toured", true);
try {
  if (localStorage.getItem(SEEN)) toured();
} catch {
  /* A browser that keeps nothing shows it again. */
}

/* The link of what is on the screen; where the page is not served safely, browsers know the old way only. */
async function copyLink() {
  if (navigator.clipboard) return navigator.clipboard.writeText(location.href);
  const field = document.body.appendChild(document.createElement("textarea"));
  field.value = location.href;
  field.select();
  document.execCommand("copy");
  field.remove();
}

/* Milliseconds for which it is told that a link was copied. */
const TOLD = 4000;

document.addEventListener("click", async (event) => {
  if (event.target.closest?.(".mpp-put-away")) {
    toured();
    try {
      localStorage.setItem(SEEN, "1");
    } catch {
      /* As above. */
    }
  }
  const button = event.target.closest?.("button.mpp-copy");
  if (!button) return;
  await copyLink();
  // Not what it says meanwhile, if it is pressed again.
  const label = (button.dataset.label ??= button.textContent);
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = label), TOLD);
});
