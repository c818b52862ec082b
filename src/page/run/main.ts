import type { RunPageData } from "../../report/page/runData.js";
import { required } from "../elements.js";
import { Highlight } from "../highlight.js";
import { addThemeButton, closeMenus, systemTheme } from "../pageFrame.js";
import { enliven } from "../tables.js";
import { AtStep } from "./atStep.js";
import { StepMarkers } from "./markers.js";
import { addSlider } from "./slider.js";

/** The script of a run's page: one step is shown, and marked in every figure that is over steps. */

function start(): void {
  const root = document.documentElement;
  root.classList.add("has-script");
  const highlight = new Highlight();
  for (const table of document.querySelectorAll<HTMLTableElement>("table[id]")) enliven(table, highlight);
  closeMenus();
  const theme = systemTheme();
  root.dataset.theme = theme;
  addThemeButton(theme, (next) => {
    root.dataset.theme = next;
  });
  const data = JSON.parse(required("#data").textContent ?? "") as RunPageData;
  const host = required("#at-step");
  host.hidden = false;
  const atStep = new AtStep(host, data);
  const markers = new StepMarkers();
  addSlider(required("#steps"), data.steps, (place) => {
    atStep.show(place);
    markers.show(place);
  });
  root.dataset.ready = theme;
}

start();
