export { KEY_MAX_LENGTH, KEY_PREFIX, keyHint, keySha256, newKey, readKey } from "./key.ts";
