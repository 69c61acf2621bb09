import { text } from './text.js';

interface Recognition extends EventTarget {
  lang: string;
  interimResults: boolean;
  continuous: boolean;
  start(): void;
  stop(): void;
  abort(): void;
  onresult: ((event: { results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
  onerror: (() => void) | null;
  onend: (() => void) | null;
}

/** The browser's own speech recognition, or null where it has none. */
function recognitionMaker(): (new () => Recognition) | null {
  const names = window as unknown as Record<string, new () => Recognition>;
  return names['SpeechRecognition'] ?? names['webkitSpeechRecognition'] ?? null;
}

/** A button that turns speech into text in the input; it stays hidden where the browser cannot. */
export function voiceButton(input: {
  button: HTMLButtonElement;
  /** False at the terminal: many browsers send speech to their maker, and the county's own machine must not. */
  allowed: boolean;
  onText(words: string): void;
  say(words: string): void;
}): { stop(): void } {
  const { button } = input;
  const Maker = input.allowed ? recognitionMaker() : null;
  if (Maker === null) return { stop() {} };
  let running: Recognition | null = null;
  button.hidden = false;
  button.textContent = text.voiceStart;

  const finish = () => {
    running = null;
    button.textContent = text.voiceStart;
    button.setAttribute('aria-pressed', 'false');
  };

  button.addEventListener('click', () => {
    if (running) return running.stop();
    const recognition = new Maker();
    running = recognition;
    recognition.lang = 'zh-CN';
    recognition.onresult = (event) =>
      input.onText(Array.from(event.results, (result) => result[0]?.transcript ?? '').join(''));
    recognition.onerror = () => input.say(text.voiceFailed);
    recognition.onend = finish;
    recognition.start();
    button.textContent = text.voiceStop;
    button.setAttribute('aria-pressed', 'true');
    input.say(text.voiceListening);
  });
  return {
    stop() {
      running?.abort();
    },
  };
}
