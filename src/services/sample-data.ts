import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { Models } from '../models/create-models.js';

export interface SampleData {
  /** Whether the store holds it now; the chat, the API and the start say so. */
  present(): boolean;
}

export interface SampleDataDeps {
  models: Pick<Models, 'sampleMark' | 'petitions'>;
  clock: Clock;
  config: Pick<Config, 'sampleData' | 'wechat'>;
  /** The store is the embedded one. */
  embedded: boolean;
}

/** A running service notices within this time that the sample data was taken away by the script. */
const CHECK_EVERY_MS = 30_000;

/**
 * Loads the sample county as `SAMPLE_DATA` says: `on`, or `auto` into an empty embedded store of a service
 * that is not connected to WeChat. The county's places are real; whatever is invented is marked as sample.
 */
export async function loadSampleData(deps: SampleDataDeps): Promise<SampleData> {
  const { models, clock } = deps;
  if (await wanted(deps)) await models.sampleMark.add(clock.now());
  let present = await models.sampleMark.present();
  let checkedAt = clock.now().getTime();
  return {
    present() {
      const now = clock.now().getTime();
      if (present && now - checkedAt > CHECK_EVERY_MS) {
        checkedAt = now;
        models.sampleMark.present().then(
          (still) => {
            present = still;
          },
          () => undefined,
        );
      }
      return present;
    },
  };
}

/** Takes the sample data away for good: `auto` does not bring it back. Returns whether there was any. */
export async function removeSampleData(models: Pick<Models, 'sampleMark'>, now: Date): Promise<boolean> {
  const was = await models.sampleMark.present();
  await models.sampleMark.markRemoved(now);
  return was;
}

async function wanted({ models, config, embedded }: SampleDataDeps): Promise<boolean> {
  if (config.sampleData === 'off') return false;
  if (config.sampleData === 'on') return true;
  if (!embedded || config.wechat.token !== undefined || (await models.sampleMark.known())) return false;
  return models.petitions.isEmpty();
}
