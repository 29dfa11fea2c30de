export { KEY_MAX_LENGTH, keyHint, keySha256, newKey, readKey } from "./key.ts";
