import type { RunPageData } from "../../report/page/runData.js";
import { required } from "../elements.js";
import { Highlight } from "../highlight.js";
import { addThemeButton, beginPage } from "../pageFrame.js";
import { AtStep } from "./atStep.js";
import { StepMarkers } from "./markers.js";
import { addSlider } from "./slider.js";

/** The script of a run's page: one step is shown, and marked in every figure that is over steps. */

function start(): void {
  const theme = beginPage(new Highlight());
  addThemeButton(theme);
  const data = JSON.parse(required("#data").textContent ?? "") as RunPageData;
  const host = required("#at-step");
  host.hidden = false;
  const atStep = new AtStep(host, data);
  const markers = new StepMarkers();
  addSlider(required("#steps"), data.steps, (place) => {
    atStep.show(place);
    markers.show(place);
  });
  document.documentElement.dataset.ready = theme;
}

start();
