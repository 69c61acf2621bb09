/** `npm run wechat:menu -- [--show]`: writes the official account's menu, or shows the one it has. */
import { parseArgs } from 'node:util';
import { createAccessTokens } from '../src/channels/official-account/api/access-token.js';
import { createWechatApi, type WechatApi } from '../src/channels/official-account/api/client.js';
import { createPlatformHttp } from '../src/channels/official-account/api/http.js';
import { type MenuButton, menuButtons } from '../src/channels/official-account/menu.js';
import { systemClock } from '../src/clock.js';
import { loadConfig, readEnvironment } from '../src/config.js';
import { AppError } from '../src/errors.js';
import { createWechatModels } from '../src/models/create-wechat-models.js';
import { runScript, type Tools } from './open-tools.js';

const { values } = parseArgs({ options: { show: { type: 'boolean' } } });

function openApi({ storage, keyring }: Tools): WechatApi {
  const { appId, appSecret, apiBase } = loadConfig(readEnvironment()).wechat;
  if (!appId || !appSecret) {
    throw new AppError(
      'wechat_not_configured',
      'WECHAT_APP_ID, WECHAT_APP_SECRET: both are needed to write the menu',
    );
  }
  const http = createPlatformHttp({ baseUrl: apiBase });
  const shared = createWechatModels(storage.connection, keyring.sealer).accessTokens;
  return createWechatApi(http, createAccessTokens({ appId, appSecret, http, shared, clock: systemClock }));
}

function print(buttons: readonly MenuButton[]): void {
  for (const { name, key, url, sub_button: below = [] } of buttons) {
    console.log([name, key ?? url].filter(Boolean).join('  '));
    for (const button of below) console.log(`  ${button.name}  ${button.key ?? button.url ?? ''}`);
  }
}

await runScript(async (tools) => {
  const api = openApi(tools);
  try {
    if (!values.show) await api.createMenu(menuButtons());
    print((await api.readMenu()).menu.button);
  } finally {
    await api.close();
  }
});
