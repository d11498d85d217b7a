/* What plotly.js asks of culori; the whole of it brings thirty more kinds of colours. */
import { modeHsl, modeLrgb, modeRgb, useMode } from "culori/fn";

for (const mode of [modeRgb, modeLrgb, modeHsl]) useMode(mode);
export { converter, formatHex, formatRgb, wcagContrast, wcagLuminance } from "culori/fn";
