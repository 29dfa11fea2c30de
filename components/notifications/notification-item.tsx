"use client";

import { Bell, CircleCheck, KeyRound, Mail, MailOpen, Siren, Webhook, type LucideIcon } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Link } from "@/components/ui/link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { NotificationDto } from "#lib/notifications/schema";
import { useRead } from "./use-read.ts";

/** By the first word of the kind. */
const ICONS: Record<string, LucideIcon> = {
  subscription: KeyRound,
  key: KeyRound,
  incident: Siren,
  webhook: Webhook,
};

interface NotificationItemProps {
  item: NotificationDto;
  /** In the bell: two lines of text, no button. */
  isShort?: boolean;
  /** It was followed. */
  onLeave?: () => void;
}

/** One notification: what happened, when, and the page behind it. Following it marks it as read. */
export function NotificationItem({ item, isShort = false, onLeave }: NotificationItemProps) {
  const reading = useRead();
  const isUnread = item.readAt === null;
  const Icon = ICONS[item.kind.split(".")[0] ?? ""] ?? Bell;
  return (
    <li className={cn("relative flex gap-3 px-3 py-2.5 hover:bg-surface", isUnread && "bg-accent-soft/40")}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-text-muted" />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <Link
          href={routes.told(item)}
          onClick={() => {
            if (isUnread) reading.mutate({ id: item.id, read: true });
            onLeave?.();
          }}
          className={cn("text-sm break-words after:absolute after:inset-0", isUnread && "font-semibold")}
        >
          {isUnread ? (
            <>
              <span aria-hidden className="mr-2 inline-block size-2 rounded-full bg-accent align-middle" />
              <span className="sr-only">Unread: </span>
            </>
          ) : null}
          {item.subject}
        </Link>
        <p
          className={cn(
            "text-sm break-words whitespace-pre-line text-text-muted",
            isShort && "line-clamp-2 text-xs",
          )}
        >
          {item.text}
        </p>
        {item.outcome === null ? null : (
          <p className={cn("flex items-start gap-1.5 text-sm font-medium", isShort && "text-xs")}>
            <CircleCheck aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ok" />
            {item.outcome}
          </p>
        )}
        <RelativeTime at={item.at} className="text-xs text-text-muted" />
      </div>
      {isShort ? null : (
        <IconButton
          className="relative z-10 -my-1 self-start"
          label={`${isUnread ? "Mark as read" : "Mark as unread"}: ${item.subject}`}
          onClick={() => reading.mutate({ id: item.id, read: isUnread })}
        >
          {isUnread ? <MailOpen aria-hidden /> : <Mail aria-hidden />}
        </IconButton>
      )}
    </li>
  );
}
