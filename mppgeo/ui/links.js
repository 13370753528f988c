/* A link to another view of the page that is open changes the address and nothing is loaded anew: the
   page asks its server for the view, as it does for the browser's own "back". */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="?"]');
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  window.dispatchEvent(new PopStateEvent("popstate"));
});
