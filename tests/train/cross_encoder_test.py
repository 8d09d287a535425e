# SPDX-License-Identifier: Apache-2.0
"""Scores of rerankers against sentence-transformers' CrossEncoder on the same folders: those that
were trained here, and the same as that package saves them; skipped (77) where it is absent.

cross_encoder_test.py TEST_TRAIN_CROSS_ENCODER
"""
import json
import os
import subprocess
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
try:
    import torch
    from sentence_transformers import CrossEncoder
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

MOST = 1e-4  # that a score may be away: float32 sums in another order
TOKENS = 24  # that the tiny models take


def check(program, model, folder):
    """Fails unless the program and the model give the same scores for the folder."""
    got = subprocess.run([program, "--score", folder], check=True, capture_output=True, text=True)
    pairs = [json.loads(line) for line in got.stdout.splitlines()]
    assert len(pairs) == 10, pairs
    theirs = model.predict([(p["query"], p["passage"]) for p in pairs],
                           activation_fn=torch.nn.Identity(), show_progress_bar=False)
    for pair, score in zip(pairs, theirs):
        assert abs(pair["score"] - float(score)) < MOST, (folder, pair, float(score))
    print(f"{folder}: {len(pairs)} pairs agree")


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "--train", folder], check=True)
        for name in ("bert", "xlm_roberta"):
            trained = os.path.join(folder, name, "model")
            model = CrossEncoder(trained, max_length=TOKENS, device="cpu")
            check(program, model, trained)
            saved = os.path.join(folder, name + "-saved")
            model.save_pretrained(saved)
            print(sorted(os.listdir(saved)))
            check(program, model, saved)


if __name__ == "__main__":
    main()
