// Shows the buttons that copy a key or a command. The page works without them.

/** How long a button says that it has copied, in milliseconds. */
const shownMs = 1_500;

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      // The browser has denied the clipboard; the reader can copy the selected text.
      getSelection().selectAllChildren(button.previousElementSibling);
    }
    setTimeout(() => {
      button.textContent = "Copy";
    }, shownMs);
  });
}
