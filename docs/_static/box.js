// Opened from a folder there is no box to go back to, and the chapter read stays open in the other language.
if (location.protocol === "file:") {
  document.querySelector(".box-home")?.remove();
}
const other = document.querySelector(".box-language");
other?.addEventListener("click", () => {
  // Explicit anchors are the same in both languages; one that the other page lacks does no harm
  other.hash = location.hash;
});
