import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const ink: MantineColorsTuple = [
  "#eef0ff",
  "#dcdffc",
  "#b8bff5",
  "#929cee",
  "#7280e8",
  "#5d6de4",
  "#4f60e0",
  "#4050d8",
  "#3443b4",
  "#2a3796",
];
const night: MantineColorsTuple = [
  "#e6e8ee",
  "#c3c7d1",
  "#a3a8b6",
  "#7d8394",
  "#4b5163",
  "#363c4c",
  "#272c39",
  "#1c202a",
  "#151820",
  "#0f1117",
];

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 7, dark: 7 },
  colors: { ink, dark: night },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily:
    '"Pretendard Variable", Pretendard, -apple-system, BlinkMacSystemFont, "Segoe UI", "Apple SD Gothic Neo", "Noto Sans KR", "Malgun Gothic", sans-serif',
  headings: { fontWeight: "700", sizes: { h1: { fontSize: "1.5rem", lineHeight: "1.3" } } },
  components: {
    // Keyboards scroll a wide table, too.
    TableScrollContainer: { defaultProps: { scrollAreaProps: { viewportProps: { tabIndex: 0 } } } },
    Modal: { defaultProps: { centered: true } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
  },
});

/** Colours that carry meaning; each is at least 4.5:1 on the page and on cards. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#565c6b",
    "--mantine-color-placeholder": "#6b7180",
    "--mantine-color-error": "#b4231a",
    "--mantine-color-anchor": "#3443b4",
    "--ot-page": "#f6f7f9",
    "--ot-card": "#ffffff",
    "--ot-line": "#e1e4ea",
    "--ot-positive": "#0b7a56",
    "--ot-neutral": "#6b7180",
    "--ot-negative": "#c2382b",
    "--ot-unknown": "#c9ced8",
    "--ot-accent-soft": "#e8eafd",
    "--ot-accent-text": "#3443b4",
  },
  dark: {
    "--mantine-color-dimmed": "#a3a8b6",
    "--mantine-color-placeholder": "#8e94a5",
    "--mantine-color-error": "#ff8f85",
    "--mantine-color-anchor": "#a9b4ff",
    "--mantine-color-body": "#12141b",
    "--ot-page": "#12141b",
    "--ot-card": "#1a1d26",
    "--ot-line": "#2b303d",
    "--ot-positive": "#45c596",
    "--ot-neutral": "#8e94a5",
    "--ot-negative": "#ff7d70",
    "--ot-unknown": "#3c4252",
    "--ot-accent-soft": "#262c50",
    "--ot-accent-text": "#b9c1ff",
  },
});
