import { cva, type VariantProps } from "class-variance-authority";

/** The look of everything that is pressed: buttons, and links that look like them. */
export const buttonStyles = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-on-accent not-disabled:hover:bg-accent-hover",
        secondary:
          "border-border bg-surface-raised text-text shadow-raised not-disabled:hover:bg-surface-sunken",
        ghost: "border-transparent bg-transparent text-text not-disabled:hover:bg-surface-sunken",
        danger: "border-transparent bg-danger-solid text-on-danger not-disabled:hover:opacity-90",
      },
      size: {
        sm: "h-7 px-2.5 text-xs",
        md: "h-8 px-3 text-sm",
        lg: "h-10 px-4 text-base",
      },
      shape: { text: "", icon: "" },
    },
    compoundVariants: [
      { shape: "icon", size: "sm", class: "w-7 px-0" },
      { shape: "icon", size: "md", class: "w-8 px-0" },
      { shape: "icon", size: "lg", class: "w-10 px-0" },
    ],
    defaultVariants: { variant: "secondary", size: "md", shape: "text" },
  },
);

export type ButtonLook = Pick<VariantProps<typeof buttonStyles>, "variant" | "size">;
