"""Which names of a venue mean the same: what bibliographies of other programs write, beside what is on record."""

from __future__ import annotations

from itertools import combinations

import pytest

from mmkb.schema.venues import CONFERENCES, JOURNALS, same_venue

NAMES = {**CONFERENCES, **JOURNALS}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CVPR 2024", "Proceedings of the IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"),
        ("CVPR 2016", "2016 IEEE Conference on Computer Vision and Pattern Recognition"),
        ("CVPR 2024", "Proc. IEEE/CVF Conf. Comput. Vis. Pattern Recognit."),
        ("CVPR 2024", "cvpr"),
        ("CVPR 2024", "Proc. of CVPR'24"),
        ("NeurIPS 2023", "Advances in Neural Information Processing Systems"),
        ("NeurIPS 2023", "Thirty-seventh Conference on Neural Information Processing Systems"),
        ("NeurIPS 2017", "Advances in Neural Information Processing Systems 30 (NIPS 2017)"),
        ("NeurIPS 2017", "NIPS"),
        ("NeurIPS 2017", "Adv. Neural Inf. Process. Syst."),
        ("ICLR 2021", "9th International Conference on Learning Representations"),
        ("ICLR 2024", "The Twelfth International Conference on Learning Representations"),
        ("ICML 2023", "International Conference on Machine Learning"),
        (
            "ACL 2023",
            "Proceedings of the 61st Annual Meeting of the Association for Computational Linguistics (Volume 1: Long Papers)",
        ),
        ("EMNLP 2023", "Proceedings of the 2023 Conference on Empirical Methods in Natural Language Processing"),
        ("Findings of ACL 2024", "Findings of the Association for Computational Linguistics: ACL 2024"),
        ("TMLR", "Transactions on Machine Learning Research"),
        ("JMLR", "J. Mach. Learn. Res."),
        ("TPAMI", "IEEE Trans. Pattern Anal. Mach. Intell."),
        ("TACL", "Transactions of the Association for Computational Linguistics"),
        ("Neurocomputing", "neurocomputing"),
        ("TASLP 2021", "IEEE/ACM Trans. Audio, Speech, Lang. Process."),
        ("SLT 2022", "2022 IEEE Spoken Language Technology Workshop (SLT)"),
        ("ISBI 2021", "2021 IEEE 18th International Symposium on Biomedical Imaging (ISBI)"),
        ("LREC 2020", "Proceedings of the 12th Language Resources and Evaluation Conference"),
        ("Workshop on Challenges & Perspectives", "Workshop on Challenges and Perspectives"),
    ],
)
def test_names_of_one_venue(one: str, other: str) -> None:
    assert same_venue(one, other)
    assert same_venue(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CVPR 2023", "CVPR 2024"),
        ("CVPR 2023", "Proceedings of the 2024 Conference on Computer Vision and Pattern Recognition"),
        ("CVPR 2024", "IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops"),
        ("ICCV 2023", "European Conference on Computer Vision"),
        ("ICCV 2023", "International Journal of Computer Vision"),
        ("ICML 2023", "Machine Learning"),
        ("ICML 2023", "Journal of Machine Learning Research"),
        ("ACL 2024", "Findings of the Association for Computational Linguistics: ACL 2024"),
        ("ACL 2024", "Transactions of the Association for Computational Linguistics"),
        ("EMNLP 2023", "Conference on Empirical Methods in Natural Language Processing: System Demonstrations"),
        ("AAAI 2024", "Artificial Intelligence"),
        ("AAAI 2024", "International Joint Conference on Artificial Intelligence"),
        ("ACM Multimedia 2023", "IEEE International Conference on Multimedia"),
        ("International Journal of Birds", "Journal of Birds"),
        ("Proceedings of the IEEE", "Proceedings of the ACM"),
        ("Proceedings", "Conference"),
        ("Computer. Vision", "Compiler Vision"),
    ],
)
def test_names_of_two_venues(one: str, other: str) -> None:
    assert not same_venue(one, other)
    assert not same_venue(other, one)


def test_short_names_mean_their_full_ones_and_no_others() -> None:
    for short, full in NAMES.items():
        assert same_venue(f"{short} 2023", full)
    for (one, its_name), (other, their_name) in combinations(NAMES.items(), 2):
        if its_name != their_name:  # the NAACL has had HLT in its name
            assert not any(same_venue(left, right) for left in (one, its_name) for right in (other, their_name)), (
                one,
                other,
            )
