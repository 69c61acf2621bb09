import { h } from './dom.js';
import { text } from './text.js';

/** The pictures chosen but not yet sent, with a preview of each. */
export interface Pictures {
  take(): { file: File; address: string }[];
  count(): number;
  clear(): void;
}

/** Lets people choose pictures from camera or album, or paste them, and shows what was chosen. */
export function picturePicker(input: {
  inputs: HTMLInputElement[];
  preview: HTMLElement;
  pasteInto: HTMLElement;
  maxBytes: number;
  say(words: string): void;
  onChange(): void;
}): Pictures {
  let chosen: { file: File; address: string }[] = [];

  const show = () => {
    input.preview.hidden = chosen.length === 0;
    input.preview.replaceChildren(
      ...chosen.map((picture, index) => {
        const remove = h('button', { type: 'button', 'aria-label': text.removePicture(index + 1) }, '×');
        remove.addEventListener('click', () => {
          URL.revokeObjectURL(picture.address);
          chosen = chosen.filter((other) => other !== picture);
          show();
        });
        const image = h('img', { src: picture.address, alt: text.pictureNumber(index + 1) });
        return h('li', {}, image, remove);
      }),
    );
    input.onChange();
  };

  const add = (files: Iterable<File>) => {
    for (const file of files) {
      if (!file.type.startsWith('image/')) continue;
      if (file.size > input.maxBytes) input.say(text.fileTooLarge(Math.floor(input.maxBytes / 1024 / 1024)));
      else chosen = [...chosen, { file, address: URL.createObjectURL(file) }];
    }
    show();
  };

  for (const chooser of input.inputs) {
    chooser.addEventListener('change', () => {
      add(chooser.files ?? []);
      chooser.value = '';
    });
  }
  input.pasteInto.addEventListener('paste', (event) => add(event.clipboardData?.files ?? []));

  return {
    take() {
      const taken = chosen;
      chosen = [];
      show();
      return taken;
    },
    count: () => chosen.length,
    clear() {
      for (const { address } of chosen) URL.revokeObjectURL(address);
      chosen = [];
      show();
    },
  };
}
