"""The official files of trainings and of education, as they are published."""
