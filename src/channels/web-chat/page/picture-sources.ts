/** The button that opens and closes the two ways to a picture: camera and album. */
export function pictureSources(button: HTMLButtonElement, panel: HTMLElement): { close(): void } {
  const set = (open: boolean) => {
    panel.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
  };
  button.addEventListener('click', () => {
    set(panel.hidden === true);
    if (!panel.hidden) panel.querySelector('input')?.focus();
  });
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    set(false);
    button.focus();
  });
  return { close: () => set(false) };
}
