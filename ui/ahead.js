// A Streamlit component that shows nothing: it has plotly.js loaded before there is a film to play (ahead.py).

export default function({ data }) {
  import(new URL(data.stage, document.baseURI).href)
    .then(({ loadPlotly }) => loadPlotly(data.plotly))
    .catch((error) => console.warn(error)); // the player tries again, and says what it lacks
}
