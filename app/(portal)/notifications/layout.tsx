import type { ReactNode } from "react";
import { NotificationTabs } from "@/components/notifications/notification-tabs.tsx";

export default function NotificationsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <NotificationTabs />
      {children}
    </>
  );
}
