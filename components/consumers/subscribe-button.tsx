"use client";

import { Link2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { SubscribeDialog, type SubscribeTo } from "./subscribe-dialog.tsx";

/** Opens the dialog that subscribes one of the reader's applications to the version that is shown. */
export function SubscribeButton(to: SubscribeTo) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setIsOpen(true)}>
        <Link2 aria-hidden />
        Subscribe
      </Button>
      {isOpen ? <SubscribeDialog to={to} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}
