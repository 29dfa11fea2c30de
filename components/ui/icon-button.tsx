"use no memo"; // its script counts, and rendering it again costs little

import type { ComponentProps } from "react";
import { buttonStyles, type ButtonLook } from "./button-styles.ts";
import { cn } from "./cn.ts";

interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label">, ButtonLook {
  /** What it does, for everyone who does not see or know the icon. */
  label: string;
}

export function IconButton({ label, variant = "ghost", size, className, type, ...rest }: IconButtonProps) {
  return (
    <button
      type={type ?? "button"}
      aria-label={label}
      title={rest.title ?? label}
      className={cn(
        buttonStyles({ variant, size, shape: "icon" }),
        "text-text-muted hover:text-text",
        className,
      )}
      {...rest}
    />
  );
}
