(() => {
  const viewer = document.getElementById('viewer');
  const image = viewer.querySelector('img');
  const caption = viewer.querySelector('p');
  let faces = [];
  let at = 0;
  const show = (index) => {
    at = (index + faces.length) % faces.length;
    const shown = faces[at].querySelector('img');
    image.src = shown.src;
    image.alt = shown.alt;
    caption.textContent = shown.alt;
  };
  document.addEventListener('click', (event) => {
    const face = event.target.closest('.face');
    if (face) {
      faces = [...face.parentElement.querySelectorAll('.face')];
      show(faces.indexOf(face));
      viewer.showModal();
    }
    const choice = event.target.closest('[data-by]');
    if (choice) {
      choice.closest('.latents').className = 'latents by-' + choice.dataset.by;
      for (const each of choice.parentElement.children) {
        each.setAttribute('aria-pressed', String(each === choice));
      }
    }
  });
  viewer.addEventListener('click', (event) => {
    if (event.target === viewer || event.target.closest('.close')) {
      viewer.close();
    }
  });
  viewer.addEventListener('close', () => faces[at] && faces[at].focus());
  document.addEventListener('keydown', (event) => {
    if (viewer.open && event.key === 'ArrowRight') {
      show(at + 1);
    } else if (viewer.open && event.key === 'ArrowLeft') {
      show(at - 1);
    }
  });
})();
