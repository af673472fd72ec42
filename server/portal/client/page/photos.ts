/** So far ahead of the screen; browsers would go for three screens. */
const AHEAD = "300px 0px";

const watching = new IntersectionObserver(show, { rootMargin: AHEAD });

/** Right after a drawing, before the browser asks for any: a photo that is far down waits until it comes near. A phone's line is paid for. */
export function holdPhotos(): void {
  watching.disconnect();
  for (const photo of document.querySelectorAll<HTMLImageElement>("img[loading=lazy]")) {
    photo.dataset.src = photo.getAttribute("src") ?? "";
    photo.removeAttribute("src");
    watching.observe(photo);
  }
}

function show(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting || !(target instanceof HTMLImageElement)) continue;
    watching.unobserve(target);
    target.src = target.dataset.src ?? "";
  }
}
