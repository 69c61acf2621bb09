/** One batch of questions on its way at a time; `load` answers each in the order asked. */
export type Gathered<Question, Answer> = (question: Question) => Promise<Answer>;

interface Waiting<Question, Answer> {
  question: Question;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Asks single questions in batches: alone, a question goes at once; what is asked while a batch is on its
 * way goes together in the next one.
 * @param most questions in one batch
 */
export function gather<Question, Answer>(
  load: (questions: Question[]) => Promise<Answer[]>,
  most = 200,
): Gathered<Question, Answer> {
  let waiting: Array<Waiting<Question, Answer>> = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await answerAll(batch);
    }
    isRunning = false;
  }

  async function answerAll(batch: Array<Waiting<Question, Answer>>): Promise<void> {
    try {
      const answers = await load(batch.map(({ question }) => question));
      batch.forEach(({ resolve }, n) => {
        resolve(answers[n] as Answer);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (!isRunning) queueMicrotask(() => void (isRunning || run()));
    });
}
