/**
 * Fingerprints (see `secret-strength.ts`) of secrets that look random but appear in documentation, tutorials or
 * published lists of JWT secrets. Secrets that do not look random are rejected without an entry here.
 */
export const publishedSecrets: ReadonlySet<string> = new Set(
  `
    -PKiy5P8-l8 -QW2NvCuZj_ -WZqLWFRYEx -WaiVXNFxTy -idn89hgmRu -s1u8aQu2LO -z4vrtF3aij 05jYaCbqUqm
    0HGPTl_TLEU 0T4n1LeX6Dh 0VumEzsQc5E 0Z79BtYEz4l 0v0cy39r3M7 14XXe3GUhH7 1dJqPwwYBBw 1diuZ_XF3gP
    1tzVhNtwwAd 21v6AlVDztG 22FLDYM8EoP 2Ge7cQ874N9 2Kl5vtU6dV6 2NPMhLZcaw9 2WOdF6dwmr9 2bjOkrGmq4o
    2eIM0NOpCUe 2liPdj-kywv 2wSFLfzq0IO 34cQgWwj0Bv 3SICJ4vAYym 3bLHIhfUamR 3nDBgYU_Cph 3w6dHTqWdgK
    40Wa-ogKOX7 4EPuTiZdE4B 4XUF-__Uv0J 4Zs3EA2NnGb 4fS1x7_ix3I 4gCkuEiGzC5 4giNxEMimAi 4jExXTnRkL5
    4jXx0PSKWUL 4nX1x3IILGv 4os-c5LxBuu 54afTkCA6VY 5K_xAV0FJ9f 5NHP4wFUcZ- 5gSJ68PG28_ 5lFrDqWXYF2
    5yhU0_xIQlE 62r5ZI8h4Sa 6MKnVCPivZH 6NhwZPKxi7P 6cqJyuHUduN 6nrp7G2Jn_T 6o_iEnN3Jcb 6u-FYIKBH0L
    6xwJ2xVf_12 7I2Zru8pyhZ 7TSQbFwaAa2 7dlfJAjn585 7mmkn4a09Xu 7oS1Y9va9bz 7unXPtTuOCB 83v7974x3UP
    847BDsMA8vO 87-69yWUVLB 8EKPiU7PPeJ 8FsQTuyIjFE 8RwoNzymdzU 8Xzz8aUad6f 8ZnUhTIzTHc 8eXamHxgqSI
    8jKGx4dhSRl 8sK7RoNZ0st 9-7Jwvi1hT- 9KIGislz73P 9MEK4eJL8qT 9WhyqF_YGG6 9ZNHtHlq8Be 9mvkFDRGwTt
    A52wpBovNC_ A76LryoEUk2 A80cLBmGci3 A8AIv_XDcMU AchyNXvXh5T AiMCBVON7h3 B5k9wWrEbzi BGf4iOjZuvP
    BMuiG-ZIAL- BQCkVmtoZl3 BQnpHu2jS4s BTgw5Tu29Ol BWe_OUizX8P BbYmyIWIQ2E BcBOmTkoW0e BdfHunNgVQw
    BglC77IAy3o BnHmzD02pJT BuxdzfQ8A7s C-qEji4DBxg CFUl2RTtoL- CGz-f1Np3Zo CRmskslaGEf CYYdpE4i1jM
    CeGbvtwD_fx Cm7QEa5WNI2 Co9LKUNP1bt CsMRorSuIBP D2jfxjTv7Fw D59XNXeddAr DHOXPAthtAJ DL8DagcU2Sc
    Djxb15Jd3QM DtgQf1VEhSP ELe6EESOfbY EnwADpnRwXP Ev3oboFK7aU F41pR9KL28P Fn3Zqzi1AVE FnlfT2LWH_T
    FyOMrT4B22j FysjPKDslsm G-xiN-qrmRD G1zYXKyvwFS G5cSCSC8i22 GVSid7Me9Xq GXHQ1cZhJB3 Gl-CEdew_VX
    GlrRh2Xhntp GsNxTQFbU_3 GuSdt_h9FHt GyS6GMTq1rX H7B_j7tJhIU H7I62aS9FAp HMOJdeSK_2k Ho9LPwd-d_A
    HsNmh4oIVrT Hy8KWFOtWi7 I4eb3pLPWnl IBo7L7fQyhM IN6oBzYLtB7 ITCW0HgMV4h IV3Zq5Jygt8 IVS0GmxYTRT
    IY2jAOtkXxH IYNR123bTOM IaQnJdVzz7T ImEphQRov6o IwvbRbptY5p JLuFFx0420v JOQRWTwdOCb JSLS4Mre6O-
    JXY77YDf6fB JbCNqstginS JgeeOzTXJcJ JmzCK6AN5g4 KjOUKtK8r7Q KlDVDPD4UYm L10aD08o2ch LIVLqeR6kxg
    LLCpHktsd4Q LQ4IDKTLxsJ LQj4y_IQ5nG LW_GviE1Xsq MNwmf0vmwei MVX9dgN-l-S M_nKjNdrbXZ Mb7zKFBicvH
    MjhLsVH9agZ Mv0bBAVy37R N4vjZULvWQG NGNJk0xZQ7U NNkjPhy7AxY NWuDydezR_d NabraheqMvW O12cepLxOcA
    OOPRUMmc24d OQn9_uZ0rs0 OZeGEoiND-K OgaN9L1CkRi PH6g7u19ZQF PR0n8TUyYZc PS2Wgs26Upa PSmoppMxpRf
    PZygeCqXzZ2 PjzISc21jVM Q_ukbHzNenG Qg74mvO5l6l Qyfc02reTRT R1fUquaoiVg R72KhOsOJf_ Rh7132UZX-R
    RlCBj_x0hAS RligTGWI3Hh RnA7Hqqldze S16NpaTHZ9E SQejmipQBUo SYfpNlqOv5_ SYtXYeaxT4o ShffDrPqhQg
    SijrIjKpn08 SjzpoUCfI7O Sm-L-rppUoF SuDqZvJPQhf Su_ZrQ69doE TQ-N7EUV0Hp TheKvy25ZRT Tolz2NeNRPG
    UAsZofueuHY UKAg9fDgO2R Uh8Hk3Q8ACD Ui2HUiOrNxS UiowosGtumO V0GyIjQ9qAX Vf2_u7QvGe4 W-5AuV3NVu-
    WAW-iNWjGFb WVHBTtpWJsG WaYTwoTjqwV WeJMq0a-32M WfZCMpFQElq Wqcvb7BRZT9 WtqRwT9UyIB WulrTVsAQg3
    WyEHgSoguyC X0ZdUhI22I1 X9SqGRIZnBv XqBrtohS7sg Y-FnakVXXFw YHblY9P4lB4 YVv9T-1b_ES Ya_T2IXRwDm
    YfHaElONQwK YziJKwcJmKN ZE1Qq2SGTCC ZSnezl21K0g ZaQN1ws8wgM ZbB5GHnnjaF ZtMu6NqxGI7 ZuoZj4vXopf
    ZwzpvmsCmWL Zx1-hTYo-gl _2XthkWgYIU _BXUABMsC-N _TiFcpNpcNG _Znk7_t6WZi _eZ3mpmGyyx _od88YdC39f
    aAfcnccA2z9 aLjtblCsNG7 aOXUbLYRD9G aYehOM13m_z aaxydtvdpyJ af2ADAXvkci asaY7M4NXd8 azcH45fygwf
    b8hzV9wFydg b9PPdYCg7YF bTIcrCfKxSW bjzJZy386QD bqYm2QVyvKd bqu6OC63_mi c-x0RYBZxwy cJPfI5Qm87_
    cT2xkQrHN9s cZYoMGHSnEr c__qb-LLGsv clmE2wjPyx3 cobSyW26sOP cohO0kqVa5F ct_0K-wLWK2 cuk_FAs-Agt
    dIk8zHQVjM3 dJqppOKbc-m dSkTL5EXCeQ dapq75YQHTe df2VKbuFD1k dhE09_xlOgs dj29k-oZe1g dkmwFa-Hgmg
    eDyPN2JUVYT eJ30EKitA0C eNbVo30mAwo eVLx5ryj6wj ewlkIyWYeTM fEVZ8kEZlSM fynWDUiwzk9 g4aBpGl47Cw
    g9J1RTHHrCw gKGurdOBFmG gN_357AEyic gZEgfEOQJ6R ggCESeWZ9WS grj5jkk0SWL gtrnXsAXwy8 hHCOAF-QslN
    hKCrSgxSHbG hgJsOyjr2zt hue2ebMYYlI hwxyr42h91W i4Kro3r3q2Q iId41EeUUct iM7jFA3B4q9 iOvDGjq-zuU
    iPO2jjuhQYc iQPxwjV4yaU iQrB4E68QCr icQcJp5r2Pc ipIYll60vJq iqGDZqN8nA3 j4xgueQOI5V jBdMz7HhIKP
    jIY_WhaygfU jQTZmCx556K jQgnGzWpM2K jYr03FLETmY jgEW6f0TySj jsVsa1IluKD jwa1HFMerqY k8966QkzNqj
    kAXtiqqpqyx kSMoevpjP05 kqKfVh1Qwyp m0m2UqUMNGo m3ve8Hwm9i1 m9nHk3vlsYb mE4zFj7maWL mc2znxcHWvb
    meP4_6PE97g mixfm58p-i- mt-BtfugBIw mwtK_M4yZa6 n2rfU7omaFh nD2GlrYcnTR nLEcF8VueDU nPCYBZZfMf6
    nVWr1539xQY nYyzSuJk0KS nkEO1zhbTeF nzXNjKHSe-M o3Pnay6ocKM o8kMhlVULma oVEggQyppKW odAAz0Q4DsD
    osDdsS5wWDm p7BzirvJdlU pDhrdTv3jiC pEjk91yPsPI pGILaSorp9y pO5PQ2lTYAd p_2Tc2yHv9x piz1tQs45kG
    poshlxoz8id q0XtIMl-_4Z qBj8siITw1a qEdlm6sqZyi qHqbPIwP6E6 qJnGnic157q qXPcN9OUuZL qaz1VaF7G2g
    qmwcSA2K_qg qrWN1uRpclA qrb7LS5ofbK qv_4Jni-6Eo rEwk7K1W8Or r__roh6JXEt refv1SuKr19 riAmdztRnFq
    rtTT3JT-wtm s5gD3ol__8Y sGmOd01kFsR sQ8gpP6Qa6m sk2UYWg5SGo spJoJ-fNS4I sqeJNLHZWJE sxArmCgPeZ-
    t2wmNPWRhZf tHVXDPivb8O tPuDmvZ4m3D tSlhDoZOQXb tbXdqO6rPBp tvsCTB1pPYV u0AT6ER649d u4G7jlXGQmx
    uA68k9pNRKj uBufVfCh-HM uWfEPhl6-v9 ucpMV90IRnL urTDCcux1Tb uyzO4lyYPk8 v1AsH__e0rc v3lRQluZpe6
    vAxGmfnnlVk vJo0kOJaG6q vnZlDKUJXWF w5ju0bRxG4j w86od3x7qTQ wFPwi0kcvd1 wNep-Wae_18 wiJMbFCraJB
    wn4S4OSo7c- wpFIo1gTAky wtdFa2TyRvq wu913KXRSIc wvBI3IiIu7L x75-o16ZUkQ x9h0oX3ZR5L xA9Yxet25It
    xKJ-Qsosa2C xLV03_aUwUu xRgq_lT2HTr xd-m9HMizCE xf0AqvmiBMq xkk0CwTcUa6 y4eZKE4IZrN yAwL0g2M8V9
    yILR1Dr8l8Y yOzJNhoF4oX yRG1SM5MfVf yUuCTgU_Wnk yW7Dzv2kumZ zDk1SPG_GeG zIPK_XlXuEJ zJepx-_4twE
    zRPyzpOeiwv zXcqcxyhWmF z_-wqa69OuR zer5N4EzGhe zh9Wmrb2Ic1
  `
    .trim()
    .split(/\s+/),
);
