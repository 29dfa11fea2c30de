"use client";

import type { CalloutTone } from "./callout.tsx";

export interface ToastMessage {
  id: number;
  tone: CalloutTone;
  title: string;
  detail?: string;
  /** What can still be done about it; the message goes with it. */
  action?: { label: string; run: () => void };
}

let messages: readonly ToastMessage[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly ToastMessage[]) {
  messages = next;
  for (const listener of listeners) listener();
}

/** Says what has happened. Errors stay until they are closed; the rest go after six seconds. */
export function toast(message: Omit<ToastMessage, "id">): void {
  lastId += 1;
  const id = lastId;
  set([...messages, { ...message, id }].slice(-4));
  if (message.tone !== "danger") setTimeout(() => dismissToast(id), 6000);
}

export function dismissToast(id: number): void {
  set(messages.filter((message) => message.id !== id));
}

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentToasts(): readonly ToastMessage[] {
  return messages;
}
