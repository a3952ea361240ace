from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "单位与人员"
    # How the audit page names this app's verbs and kinds of subject.
    audit_labels = {
        "county": "县",
        "unit": "单位",
        "user": "人员",
        "seat": "岗位",
        "roster": "成员名单",
        "delegation": "授权代签",
        "open_county": "开通县",
        "set_upper_body": "设定上级单位",
        "create_unit": "设立单位",
        "change_unit": "修改单位",
        "create_user": "设立账号",
        "change_user": "修改人员信息",
        "activate_user": "启用账号",
        "deactivate_user": "停用账号",
        "reset_password": "重置密码",
        "change_password": "修改密码",
        "unlock": "解锁账号",
        "lock_out": "账号锁定",
        "log_in": "登录",
        "log_out": "退出",
        "grant_seat": "设立岗位",
        "revoke_seat": "结束岗位",
        "add_roster_entry": "列入成员名单",
        "end_roster_entry": "移出成员名单",
        "delegate": "授权代签",
        "revoke_delegation": "撤回授权",
    }
