/** An in-app browser, mostly: says which browser to open, and gives the whole address, code included, to take there. */
export function explainBrowser(address: string): void {
  const template = document.getElementById("autre-navigateur");
  const main = document.getElementById("contenu");
  if (!(template instanceof HTMLTemplateElement) || main === null) return;
  main.replaceChildren(template.content.cloneNode(true));
  const field = main.querySelector("input");
  if (field !== null) field.value = address;
  main.querySelector("[data-copy]")?.addEventListener("click", async () => {
    field?.select();
    const isCopied = await copy(address);
    const note = main.querySelector("[data-copied]");
    if (note !== null)
      note.textContent = isCopied ? "Adresse copiée." : "Touchez l’adresse longuement, puis «\u00a0Copier\u00a0».";
  });
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand("copy"); // older browsers, and plain http
  }
}
