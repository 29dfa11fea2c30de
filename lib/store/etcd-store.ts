import { AppError } from "#lib/errors";
import type { Store } from "./port.ts";
import type { StoreSettings } from "./settings.ts";

export function openEtcdStore(url: string, _settings: StoreSettings): Store {
  throw new AppError("invalid", `This version does not speak etcd yet (${url}).`);
}
